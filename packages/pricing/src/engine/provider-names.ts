/**
 * What LiteLLM, LangChain's classes and older SDKs call a provider, where the catalogue does not say it: in lower
 * case, with `-` for `_`.
 */
export const PROVIDER_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    openai: 'chatopenai text-completion-openai openai-completion',
    anthropic: 'chatanthropic anthropic-text',
    google: 'chatgooglegenerativeai chat-google-generative-ai google-genai-sdk',
    'google-vertex':
      'chatvertexai google-vertex-ai googlevertexai vertex-ai-beta vertex-ai-language-models vertex-ai-chat-models vertex-ai-anthropic-models vertex-ai-text-models vertex-ai-vision-models vertex-ai-code-chat-models vertex-ai-code-text-models vertex-ai-embedding-models vertex-ai-image-models vertex-ai-mistral-models vertex-ai-llama-models vertex-ai-ai21-models vertex-ai-deepseek-models',
    azure: 'azurechatopenai azure-text azure-openai-chat azure-foundry azure-ai-foundry',
    'amazon-bedrock': 'chatbedrock bedrockchat chatbedrockconverse aws-bedrock-converse',
    mistral: 'chatmistralai text-completion-codestral codestral',
    cohere: 'chatcohere cohere-chat',
    deepseek: 'chatdeepseek',
    fireworks: 'chatfireworks',
    ollama: 'chatollama ollama-chat',
    together: 'chattogetherai togethercomputer',
    xai: 'chatxai',
  }).flatMap(([provider, names]) => names.split(' ').map((name) => [name, provider] as const)),
)
