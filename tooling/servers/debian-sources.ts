/** One `deb` entry of apt's source files, whichever of the two formats it was written in. */
interface SourceEntry {
  readonly uris: string
  readonly suites: readonly string[]
  readonly components: readonly string[]
  /** Further fields to carry over, such as Signed-By. */
  readonly fields: ReadonlyMap<string, string>
}

export interface SourcesOptions {
  /** Texts of the system's `*.list` and `*.sources` files. */
  readonly files: readonly { readonly path: string; readonly text: string }[]
  /** The release that runs here, such as `bookworm`. */
  readonly codename: string
  /** The release that is wanted. */
  readonly suite: string
}

/**
 * Derives apt sources of another Debian release from the system's own, so that its mirror and keys are used.
 * For the system's own release updates and security fixes are included; for another one only the release itself.
 * The answer is deb822 text, empty when no entry is Debian's own archive.
 */
export function deriveSources(options: SourcesOptions): string {
  const { files, codename, suite } = options
  const own = suite === codename
  const wanted = own ? [codename, `${codename}-updates`, `${codename}-security`] : [codename]
  return files
    .flatMap(({ path, text }) => (path.endsWith('.sources') ? parseStanzas(text) : parseLines(text)))
    .filter((entry) => entry.components.includes('main') && isSignedByDebian(entry))
    .flatMap((entry) => {
      const suites = entry.suites.filter((name) => wanted.includes(name))
      return suites.length === 0 ? [] : [format(entry, own ? suites : [suite])]
    })
    .join('\n')
}

function isSignedByDebian(entry: SourceEntry): boolean {
  const key = entry.fields.get('Signed-By')
  return key === undefined || key.includes('debian-archive')
}

function format(entry: SourceEntry, suites: readonly string[]): string {
  const fields = [...entry.fields].map(([name, value]) => `${name}: ${value}\n`).join('')
  return `Types: deb\nURIs: ${entry.uris}\nSuites: ${suites.join(' ')}\nComponents: main\n${fields}`
}

const carriedFields = ['Signed-By', 'Architectures', 'Trusted']

function parseStanzas(text: string): SourceEntry[] {
  const withoutComments = text.replace(/^#.*\n?/gm, '')
  return withoutComments.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = new Map<string, string>()
    for (const match of stanza.matchAll(/^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t].*)*)/gm)) {
      fields.set((match[1] ?? '').toLowerCase(), (match[2] ?? '').trim())
    }
    const words = (name: string): string[] => fields.get(name)?.split(/\s+/) ?? []
    if (!words('types').includes('deb') || fields.get('enabled') === 'no') return []
    const carried = carriedFields.flatMap((name) => {
      const value = fields.get(name.toLowerCase())
      return value === undefined ? [] : [[name, value] as const]
    })
    return [
      {
        uris: words('uris').join(' '),
        suites: words('suites'),
        components: words('components'),
        fields: new Map(carried),
      },
    ]
  })
}

function parseLines(text: string): SourceEntry[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line)
    if (!match) return []
    const [, settings = '', uri = '', suite = '', components = ''] = match
    const given = new Map(
      settings
        .split(/\s+/)
        .filter(Boolean)
        .map((setting) => setting.split('=') as [string, string]),
    )
    const names = { 'signed-by': 'Signed-By', arch: 'Architectures', trusted: 'Trusted' }
    const carried = Object.entries(names).flatMap(([short, name]) => {
      const value = given.get(short)
      return value === undefined ? [] : [[name, value.replaceAll(',', ' ')] as const]
    })
    return [
      { uris: uri, suites: [suite], components: components.trim().split(/\s+/), fields: new Map(carried) },
    ]
  })
}
