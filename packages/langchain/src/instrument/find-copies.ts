type Require = ReturnType<ReturnType<typeof process.getBuiltinModule<'node:module'>>['createRequire']>

const manager = '@langchain/core/callbacks/manager'

// Packages that may bring a version, or an installation, of `@langchain/core` of their own.
const providers =
  'openai anthropic google google-genai google-vertexai google-common aws mistralai groq cohere deepseek xai ' +
  'ollama community classic openrouter cerebras'
const holders: readonly string[] = [
  'langchain',
  '@langchain/langgraph',
  ...providers.split(' ').map((name) => `@langchain/${name}`),
]

/**
 * The files of every `@langchain/core` that this package, the program, its folder, and the packages of
 * LangChain found from there resolve: package managers may keep several, even of one version. The CommonJS
 * file of the callback manager names a copy; its ES module stands beside it.
 */
export function findCopies(): readonly string[] {
  const { createRequire } = process.getBuiltinModule('node:module')
  const found = new Set<string>()
  const seen = new Set<string>()
  const walk = (from: string, depth: number): void => {
    if (seen.has(from)) return
    seen.add(from)
    const require = createRequire(from)
    const core = resolved(require, manager)
    if (core !== undefined) found.add(core)
    if (depth === 0) return
    for (const holder of holders) {
      const file = resolved(require, `${holder}/package.json`) ?? resolved(require, holder)
      if (file !== undefined) walk(file, depth - 1)
    }
  }
  const program = process.argv[1]
  for (const from of [import.meta.url, program, `${process.cwd()}/package.json`]) {
    // A program that was given as text has no file.
    if (from !== undefined && /^(?:file:|\/|[a-z]:[\\/])/i.test(from)) walk(from, 2)
  }
  return [...found]
}

function resolved(require: Require, name: string): string | undefined {
  try {
    return require.resolve(name)
  } catch {
    return undefined
  }
}
