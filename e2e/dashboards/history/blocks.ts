import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { promtool } from '@tokentoll/tooling/servers'

/** Takes samples and writes them as blocks of a Prometheus data folder. */
export interface BlockWriter {
  /** Lines of OpenMetrics text. */
  write(lines: string): Promise<void>
  close(): Promise<void>
}

/** Blocks of two months: promtool reads its whole input once per block. */
const BLOCK = '1458h'

export async function createBlockWriter(dataFolder: string): Promise<BlockWriter> {
  await mkdir(dataFolder, { recursive: true })
  const folder = await mkdtemp(join(tmpdir(), 'tokentoll-blocks-'))
  const path = join(folder, 'samples.om')
  const file = createWriteStream(path)
  return {
    async write(lines) {
      if (!file.write(lines)) await once(file, 'drain')
    },
    async close() {
      file.end('# EOF\n')
      await finished(file)
      const made = await promtool(
        [
          'tsdb',
          'create-blocks-from',
          'openmetrics',
          `--max-block-duration=${BLOCK}`,
          '--quiet',
          path,
          dataFolder,
        ],
        { timeoutMs: 600_000 },
      )
      await rm(folder, { recursive: true, force: true })
      if (made.code !== 0) throw new Error(`promtool could not make blocks: ${made.stderr.slice(-500)}`)
    },
  }
}
