import { cpus } from 'node:os'
import { againstPeers } from './against-peers.ts'
import { ledgerPoll } from './ledger-poll.ts'
import { manySeries } from './many-series.ts'
import { print } from './measure.ts'
import { wholePath } from './whole-path.ts'

if (globalThis.gc === undefined) {
  process.stderr.write('Run it with --expose-gc (npm run bench:otel does): memory is measured.\n')
  process.exit(2)
}
process.stdout.write(
  `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; mean CPU time of one thread\n`,
)
const peers = await againstPeers()
print('One priced call', peers)
const series = await manySeries()
print('100,000 series', series)
const path = await wholePath()
print('The whole path', path)
const ledger = await ledgerPoll()
print('Totals of a ledger', ledger)
const missed = [...peers, ...series, ...path, ...ledger].filter(({ isKept }) => isKept === false)
process.exit(missed.length === 0 ? 0 : 1)
