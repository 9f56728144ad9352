import { PanelBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text'
import { sized, type SizedPanel } from './panel.ts'

/** Words for the reader, in Markdown. */
export function textPanel(options: {
  title: string
  description: string
  content: string
  width: number
  height: number
}): SizedPanel {
  return sized(
    options,
    new PanelBuilder()
      .title(options.title)
      .description(options.description)
      .mode(TextMode.Markdown)
      .content(options.content),
  )
}
