import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOf, layers } from './layers.ts'

const workspace = join(import.meta.dirname, '..', '..')

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

function ours(names: Iterable<string>): readonly string[] {
  return [...names].filter((name) => name.startsWith('@tokentoll/')).map((name) => name.split('/')[1]!)
}

function sources(folder: string): readonly string[] {
  return globSync('src/**/*.ts', { cwd: join(workspace, folder) }).filter(
    (file) => !/\.test(-d)?\.ts$|__fixtures__|\/(testing|test-support|contract|lint)\//.test(file),
  )
}

function importsOf(text: string): readonly string[] {
  const found = text.matchAll(
    /^\s*(?:import|export)\b[^'"]*?from\s+'([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm,
  )
  return [...found].map((match) => (match[1] ?? match[2] ?? match[3])!)
}

describe.each(Object.entries(layers))('%s', (name, allowed) => {
  const folder = folderOf(name)
  const manifest = JSON.parse(readFileSync(join(workspace, folder, 'package.json'), 'utf8')) as Manifest

  it('depends only on the layers below it', () => {
    const dependencies = ours(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }))
    expect(dependencies.filter((dependency) => !allowed.includes(dependency))).toEqual([])
  })

  it('imports only what its manifest declares, and never a file of another package', () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    const wrong: string[] = []
    for (const file of sources(folder)) {
      for (const specifier of importsOf(readFileSync(join(workspace, folder, file), 'utf8'))) {
        if (specifier.startsWith('node:')) continue
        const inside = specifier.startsWith('.') && !join(folder, file, '..', specifier).startsWith('..')
        const ownFile = inside && join(folder, file, '..', specifier).startsWith(`${folder}/`)
        const isDeclared = declared.some(
          (dependency) => specifier === dependency || specifier.startsWith(`${dependency}/`),
        )
        if (!ownFile && !isDeclared) wrong.push(`${file}: ${specifier}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('does nothing at import: no top-level await, no statement that calls', () => {
    const wrong = sources(folder).filter((file) =>
      /^(await |void |globalThis\.|process\.|setInterval|setTimeout|new )/m.test(
        readFileSync(join(workspace, folder, file), 'utf8'),
      ),
    )
    // Programs that are started, not imported.
    expect(wrong.filter((file) => !/worker|cli|main/.test(file))).toEqual([])
  })
})

it('finds an import of a sibling', () => {
  expect(
    importsOf(
      "import { a } from '@tokentoll/ledger'\nimport type {\n  B,\n} from './b.ts'\nexport { c } from 'c'\nconst d = await import('d')\n",
    ),
  ).toEqual(['@tokentoll/ledger', './b.ts', 'c', 'd'])
})
