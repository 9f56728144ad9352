import { TokentollError } from '@tokentoll/core'
import { Command, CommanderError } from 'commander'
import { join } from 'node:path'
import { writeBundle } from '../bundle/write-bundle.ts'
import { bundleOptions, type WriteFlags } from './bundle-options.ts'

/** Where the command writes to; default: the process' own output. */
export interface CliOutput {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

const standard: CliOutput = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
}

/** Runs `tokentoll-dashboards` and returns its exit code. */
export async function runCli(args: readonly string[], output: CliOutput = standard): Promise<number> {
  const program = new Command('tokentoll-dashboards')
    .description('Grafana dashboards and Prometheus rules for LLM cost')
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err })
  program.addCommand(writeCommand(output))
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    if (!TokentollError.isInstance(error)) throw error
    output.err(`${error.message}\n`)
    return 1
  }
}

function writeCommand(output: CliOutput): Command {
  const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
  return new Command('write')
    .description('write a bundle: dashboards, rules, provisioning for each platform')
    .argument('[folder]', 'new or empty folder, or one that holds a bundle', 'llm-cost-bundle')
    .option('--prefix <name>', 'prefix of the metric names, as given to the emitter, e.g. regintel')
    .option('--label <ours=yours>', 'a label that your pipeline renames, e.g. tenantId=tenant', several)
    .option('--group-label <name>', 'a label that tells several ledgers apart, e.g. cluster', several)
    .option('--threshold <name=number>', 'a limit of an alert, e.g. tenantHourlyUsd=25', several)
    .option('--alert-label <name=value>', 'a label of every alert, e.g. team=platform', several)
    .option('--uid-prefix <text>', 'start of every dashboard uid')
    .option('--title <text>', 'first words of every title')
    .option('--tag <text>', 'tag that joins the dashboards into one menu')
    .option('--data-source <name>', 'Prometheus data source that is chosen first')
    .option('--data-source-uid <uid>', 'its uid, which alerts managed by Grafana ask, default prometheus')
    .option('--time-zone <name>', 'utc, browser or an IANA name')
    .option('--grafana-url <url>', 'where Grafana is, for links in alerts')
    .option('--runbook-url <url>', 'where your runbook is')
    .option('--conversation-report-url <url>', 'your conversation report; ${tenantId} is filled in')
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err })
    .action(async (folder: string, flags: WriteFlags) => {
      const paths = await writeBundle(folder, bundleOptions(flags))
      const beside = paths.filter((path) => path.endsWith('.new'))
      if (beside.length > 0)
        output.out(`You changed these files; the new ones are beside them: ${beside.join(', ')}\n`)
      output.out(`${paths.length} files in ${folder}. Begin with ${join(folder, 'README.md')}.\n`)
    })
}
