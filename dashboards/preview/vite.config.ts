import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2023', chunkSizeWarningLimit: 8000, reportCompressedSize: false },
  // The pages of dashboards are addresses of their own, as in Grafana.
  appType: 'spa',
})
