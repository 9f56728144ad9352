export default {
  // The packages of the metering stay outside the bundle: one copy for all routes.
  serverExternalPackages: ['@tokentoll/ai-sdk', '@tokentoll/core'],
  // The workspace checks the types of all its packages together.
  typescript: { ignoreBuildErrors: true },
}
