// By the names of LangChain's classes; the first that occurs in a class's name decides.
const providers: readonly (readonly [string, string])[] = [
  ['Azure', 'azure'],
  ['OpenAI', 'openai'],
  ['Vertex', 'google_vertexai'],
  ['Google', 'google_genai'],
  ['Bedrock', 'amazon_bedrock'],
  ['Cohere', 'cohere'],
  ['Mistral', 'mistralai'],
  ['Voyage', 'voyageai'],
  ['Ollama', 'ollama'],
  ['Jina', 'jina'],
]

/** The provider that a class of embeddings belongs to, by its name; undefined when that does not tell. */
export function providerOfEmbeddings(embeddings: object): string | undefined {
  for (
    let prototype: unknown = Object.getPrototypeOf(embeddings);
    typeof prototype === 'object' && prototype !== null;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    const name = prototype.constructor.name
    const found = providers.find(([part]) => name.includes(part))
    if (found !== undefined) return found[1]
  }
  return undefined
}
