import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'

// Draws one address and writes a picture; prints what the page says about its panels as JSON.
// node shoot.ts --chromium /path/to/chromium --url http://127.0.0.1:4300/d/llm-cost-executive --out picture.png

const { values } = parseArgs({
  options: {
    chromium: { type: 'string' },
    url: { type: 'string' },
    out: { type: 'string' },
    width: { type: 'string', default: '1600' },
  },
})
if (values.chromium === undefined || values.url === undefined)
  throw new Error('--chromium and --url are needed')

interface PreviewState {
  readonly uid: string
  readonly expected: number
  readonly drawn: readonly {
    readonly title: string
    readonly empty: boolean
    readonly errors: readonly string[]
  }[]
}

const browser = await chromium.launch({
  executablePath: values.chromium,
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  // Tables leave out what is below the window, so the window is as tall as any dashboard.
  const page = await browser.newPage({
    viewport: { width: Number(values.width), height: 2200 },
    deviceScaleFactor: 1,
  })
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto(values.url, { waitUntil: 'domcontentloaded', timeout: 30_000 })
  await page.waitForFunction(
    () => {
      const state = (globalThis as unknown as { preview?: PreviewState }).preview
      return state !== undefined && state.drawn.length >= state.expected
    },
    undefined,
    { timeout: 30_000 },
  )
  // Canvases draw in the frames after their data has arrived.
  await page.waitForTimeout(800)
  const state = await page.evaluate(() => (globalThis as unknown as { preview: PreviewState }).preview)
  const height = await page.evaluate('document.querySelector("main").scrollHeight')
  if (values.out !== undefined) {
    await page.screenshot({
      path: values.out,
      clip: { x: 0, y: 0, width: Number(values.width), height: Number(height) },
    })
  }
  console.log(JSON.stringify({ ...state, problems }))
} finally {
  await browser.close()
}
