import { defineConfig, type UserConfig } from 'tsdown'

/** One build for every published package: ESM, declarations from the explicit types, one file per entry. */
export function packageConfig(
  entry: Record<string, string> = { index: 'src/index.ts' },
  options: { platform?: 'neutral' | 'node' } = {},
): UserConfig {
  return defineConfig({
    entry,
    format: 'esm',
    platform: options.platform ?? 'neutral',
    hash: false,
    clean: true,
    dts: { oxc: true },
    sourcemap: false,
    outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
  })
}
