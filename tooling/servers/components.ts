import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type ComponentName =
  | 'postgresql'
  | 'redis-server'
  | 'prometheus'
  | 'prometheus-alertmanager'
  | 'victoria-metrics'
  | 'docker-compose'
  | 'chromium'

/** Packages of the Debian archive that are unpacked together into one folder of the cache. */
export interface Component {
  readonly name: string
  /** `own`: the release that runs here. The Go programs need only the C library, so a newer release's run anywhere. */
  readonly suite: 'own' | 'trixie'
  readonly packages: readonly string[]
  /** Unpack the libraries it needs as well; only for a program of the system's own release. */
  readonly withDependencies: boolean
  /** Paths removed after unpacking, to keep the cache small. */
  readonly unwanted?: readonly string[]
  /** Makes the unpacked files work from where they will be. */
  readonly finish?: (unpacked: UnpackedFiles) => Promise<void>
}

export interface UnpackedFiles {
  /** Where the files are now. */
  readonly folder: string
  /** Where they will be. */
  readonly root: string
  /** Folders with shared libraries, relative to either. */
  readonly libraryFolders: readonly string[]
}

/** Dependencies of an installed system that a server run from a folder never calls. */
export const assumedPackages: readonly string[] = [
  'adduser',
  'adwaita-icon-theme',
  'chromium-sandbox',
  'dbus',
  'dbus-user-session',
  'dconf-gsettings-backend',
  'debconf',
  'dpkg',
  'gtk-update-icon-cache',
  'hicolor-icon-theme',
  'init-system-helpers',
  'libgl1-mesa-dri',
  'libgtk-3-0',
  'libgtk-3-0t64',
  'libllvm14',
  'libllvm19',
  'libperl5.36',
  'libperl5.40',
  'locales',
  'lsb-base',
  'netbase',
  'openssl',
  'perl',
  'perl-base',
  'perl-modules-5.36',
  'postgresql-client-common',
  'postgresql-common',
  'procps',
  'sensible-utils',
  'shared-mime-info',
  'ssl-cert',
  'sysvinit-utils',
  'tar',
  'tzdata',
  'ucf',
  'usr-is-merged',
  'x11-common',
  'x11-utils',
  'xdg-utils',
]

export const components: Readonly<Record<ComponentName, Component>> = {
  postgresql: {
    name: 'postgresql',
    suite: 'own',
    packages: ['postgresql'],
    withDependencies: true,
  },
  'redis-server': {
    name: 'redis-server',
    suite: 'own',
    packages: ['redis-server'],
    withDependencies: true,
  },
  prometheus: {
    name: 'prometheus',
    suite: 'trixie',
    packages: ['prometheus', 'promtool'],
    withDependencies: false,
  },
  'prometheus-alertmanager': {
    name: 'prometheus-alertmanager',
    suite: 'trixie',
    packages: ['prometheus-alertmanager'],
    withDependencies: false,
    finish: makeAlertmanagerRelocatable,
  },
  'victoria-metrics': {
    name: 'victoria-metrics',
    suite: 'trixie',
    packages: ['victoria-metrics'],
    withDependencies: false,
    unwanted: ['vmalert', 'vmalert-tool', 'vmauth', 'vmbackup', 'vmctl', 'vmrestore'].map(
      (name) => `usr/bin/${name}`,
    ),
  },
  'docker-compose': {
    name: 'docker-compose',
    suite: 'trixie',
    packages: ['docker-compose'],
    withDependencies: false,
  },
  chromium: {
    name: 'chromium',
    suite: 'own',
    packages: ['chromium', 'fonts-liberation', 'fonts-dejavu-core'],
    withDependencies: true,
    unwanted: ['usr/lib/chromium/libVkLayer_khronos_validation.so'],
    finish: writeChromiumLauncher,
  },
}

/**
 * Debian's build reads its notification templates from one absolute folder and will not start without it. The path is
 * replaced by a relative one of the same length, so the program works when it is started in the `usr` folder.
 */
async function makeAlertmanagerRelocatable({ folder }: UnpackedFiles): Promise<void> {
  const path = join(folder, 'usr/bin/prometheus-alertmanager')
  const program = await readFile(path)
  const builtIn = '/usr/share/prometheus/alertmanager'
  for (let at = program.indexOf(builtIn); at >= 0; at = program.indexOf(builtIn, at)) {
    program.write('././', at, 'latin1')
  }
  await writeFile(path, program)
}

/** Chromium needs its libraries and fonts named in the environment, so the path handed out is a script that does so. */
async function writeChromiumLauncher({ folder, root, libraryFolders }: UnpackedFiles): Promise<void> {
  await writeFile(
    join(folder, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir>${join(root, 'font-cache')}</cachedir>
  <include ignore_missing="yes" prefix="relative">usr/share/fontconfig/conf.avail/30-metric-aliases.conf</include>
  <alias><family>sans-serif</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Liberation Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>Liberation Mono</family></prefer></alias>
</fontconfig>
`,
  )
  const launcher = join(folder, 'chromium')
  const libraryPath = libraryFolders.map((path) => `$root/${path}`).join(':')
  await writeFile(
    launcher,
    `#!/bin/sh
root=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
export LD_LIBRARY_PATH="${libraryPath}"
export FONTCONFIG_FILE="$root/fonts.conf"
exec "$root/usr/lib/chromium/chromium" "$@"
`,
  )
  await chmod(launcher, 0o755)
}
