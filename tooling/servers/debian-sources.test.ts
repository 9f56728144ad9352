import { describe, expect, it } from 'vitest'
import { deriveSources } from './debian-sources.ts'

const deb822 = `Types: deb deb-src
# a comment in between
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates bookworm-backports
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: https://other.example/node
Suites: bookworm
Components: main
Signed-By: /usr/share/keyrings/other.gpg

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
`

const oneLine = `# deb http://commented.example/debian bookworm main
deb http://mirror.example/debian bookworm main contrib # the mirror
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64,arm64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/security bookworm-security main
deb [signed-by=/etc/apt/keyrings/docker.gpg] https://other.example/debian bookworm stable
deb https://other.example/pgdg bookworm-pgdg main
`

const derive = (path: string, text: string, suite: string): string[] =>
  deriveSources({ files: [{ path, text }], codename: 'bookworm', suite }).split('\n')

describe('deriveSources', () => {
  it('keeps the release that runs, with updates and security fixes, and nothing but Debian', () => {
    expect(derive('debian.sources', deb822, 'bookworm')).toEqual([
      'Types: deb',
      'URIs: http://mirror.example/debian',
      'Suites: bookworm bookworm-updates',
      'Components: main',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
      '',
      'Types: deb',
      'URIs: http://mirror.example/debian-security',
      'Suites: bookworm-security',
      'Components: main',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
      '',
    ])
  })

  it('turns only the main entry to another release', () => {
    expect(derive('debian.sources', deb822, 'trixie')).toEqual([
      'Types: deb',
      'URIs: http://mirror.example/debian',
      'Suites: trixie',
      'Components: main',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
      '',
    ])
  })

  it('reads the one-line format', () => {
    expect(derive('sources.list', oneLine, 'trixie')).toEqual([
      'Types: deb',
      'URIs: http://mirror.example/debian',
      'Suites: trixie',
      'Components: main',
      '',
    ])
    const own = derive('sources.list', oneLine, 'bookworm')
    expect(own).toContain('Architectures: amd64 arm64')
    expect(own.filter((line) => line.startsWith('URIs'))).toEqual([
      'URIs: http://mirror.example/debian',
      'URIs: http://mirror.example/security',
    ])
  })

  it('is empty when there is no entry of the archive', () => {
    expect(deriveSources({ files: [], codename: 'bookworm', suite: 'trixie' })).toBe('')
  })
})
