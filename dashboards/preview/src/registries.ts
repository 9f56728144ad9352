import {
  FieldConfigOptionsRegistry,
  identityOverrideProcessor,
  standardTransformers,
  standardTransformersRegistry,
  type DataTransformerInfo,
  type FieldConfigPropertyItem,
} from '@grafana/data'

const STANDARD = [
  'unit',
  'min',
  'max',
  'decimals',
  'displayName',
  'noValue',
  'thresholds',
  'mappings',
  'links',
  'color',
  'fieldMinMax',
]
const CUSTOM = [
  'barAlignment',
  'drawStyle',
  'fillOpacity',
  'gradientMode',
  'lineInterpolation',
  'lineStyle',
  'lineWidth',
  'pointSize',
  'showPoints',
  'spanNulls',
  'stacking',
  'axisPlacement',
  'cellOptions',
  'width',
  'align',
]

/** Grafana fills these registries from its panel plugins, which are not on npm. */
export function createFieldConfigRegistry(): FieldConfigOptionsRegistry {
  const item = (path: string, isCustom: boolean): FieldConfigPropertyItem => ({
    id: isCustom ? `custom.${path}` : path,
    path,
    name: path,
    isCustom,
    editor: () => null,
    override: () => null,
    process: identityOverrideProcessor,
    shouldApply: () => true,
    settings: {},
  })
  const items = [...STANDARD.map((path) => item(path, false)), ...CUSTOM.map((path) => item(path, true))]
  return new FieldConfigOptionsRegistry(() => items)
}

/** Registers the transformations that our tables use. Once per page, before the first panel is drawn. */
export function registerTransformations(): void {
  const used = [standardTransformers.mergeTransformer, standardTransformers.organizeFieldsTransformer]
  standardTransformersRegistry.setInit(() =>
    (used as unknown as DataTransformerInfo[]).map((transformer) => ({
      id: transformer.id,
      name: transformer.name,
      description: transformer.description ?? '',
      transformation: () => Promise.resolve(transformer),
      editor: () => null,
      imageDark: '',
      imageLight: '',
    })),
  )
}
