import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { launch, type TestServer, type TestServerOptions } from './launch.ts'

/** An Alertmanager of its own, without a cluster. */
export type AlertmanagerServer = TestServer

/** Settings of `startAlertmanager`. */
export interface AlertmanagerOptions extends TestServerOptions {
  /** The configuration as YAML text, or as the object it stands for. */
  readonly config: string | object
}

/**
 * Starts Alertmanager.
 *
 * @throws TestServerMissingError, TestServerStartError (also for a configuration that does not parse)
 */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<AlertmanagerServer> {
  return launch({
    name: 'alertmanager',
    options,
    async prepare({ program, port, folder }) {
      const configPath = join(folder, 'alertmanager.yml')
      const { config } = options
      await writeFile(configPath, typeof config === 'string' ? config : JSON.stringify(config, null, 2))
      return {
        args: [
          `--config.file=${configPath}`,
          `--storage.path=${join(folder, 'data')}`,
          `--web.listen-address=127.0.0.1:${port}`,
          '--cluster.listen-address=',
        ],
        // Unpacked from the archive it finds its templates relative to this folder (components.ts).
        ...(program.root === undefined ? {} : { cwd: join(program.root, 'usr') }),
        readyLine: /Listening on/,
        readyUrl: `http://127.0.0.1:${port}/-/ready`,
      }
    },
  })
}
