/** Who the price table has prices of, by its names. */
export const SELLERS = [
  'anthropic',
  'arcee',
  'avian',
  'aws',
  'azure',
  'baseten',
  'cerebras',
  'cloudflare',
  'cohere',
  'deepseek',
  'doubleword',
  'fireworks',
  'google',
  'groq',
  'huggingface_cerebras',
  'huggingface_fireworks-ai',
  'huggingface_groq',
  'huggingface_hyperbolic',
  'huggingface_nebius',
  'huggingface_novita',
  'huggingface_nscale',
  'huggingface_ovhcloud',
  'huggingface_publicai',
  'huggingface_sambanova',
  'huggingface_together',
  'minimax',
  'mistral',
  'modal',
  'moonshotai',
  'novita',
  'openai',
  'openrouter',
  'ovhcloud',
  'perplexity',
  'together',
  'voyageai',
  'x-ai',
  'zai',
  'zhipuai',
] as const;
type Seller = (typeof SELLERS)[number];

/** What else they are called. With a dot: OpenTelemetry's `gen_ai.provider.name`. */
const OTHER_NAMES: Readonly<Record<string, Seller>> = {
  'amazon-bedrock': 'aws',
  'aws.bedrock': 'aws',
  bedrock: 'aws',
  'azure-openai': 'azure',
  'azure.ai.inference': 'azure',
  'azure.ai.openai': 'azure',
  'fireworks-ai': 'fireworks',
  'gcp.gemini': 'google',
  'gcp.gen_ai': 'google',
  'gcp.vertex_ai': 'google',
  gemini: 'google',
  vertex: 'google',
  'vertex-ai': 'google',
  'mistral-ai': 'mistral',
  mistralai: 'mistral',
  moonshot: 'moonshotai',
  'moonshot-ai': 'moonshotai',
  'together-ai': 'together',
  togetherai: 'together',
  voyage: 'voyageai',
  xai: 'x-ai',
  'z-ai': 'zai',
  'z.ai': 'zai',
  zhipu: 'zhipuai',
};

/**
 * Who a well-known name means; `null`: nobody with a published price. `ollama` and the like are nobody: what somebody
 * runs at that name may cost anything.
 */
export function sellerNamed(name: string): Seller | null {
  const wanted = name.trim().toLowerCase();
  for (const spelling of [wanted, wanted.replaceAll('_', '-')]) {
    const seller = SELLERS.find((each) => each === spelling);
    if (seller !== undefined) return seller;
    if (Object.hasOwn(OTHER_NAMES, spelling)) return OTHER_NAMES[spelling] ?? null;
  }
  return null;
}
