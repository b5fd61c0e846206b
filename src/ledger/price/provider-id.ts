/** Hosts by what the price table calls their owner. A host that is not here has no price: a proxy charges what it likes. */
const HOSTS: Readonly<Record<string, string>> = {
  'api.openai.com': 'openai',
  'api.anthropic.com': 'anthropic',
  'generativelanguage.googleapis.com': 'google',
  'aiplatform.googleapis.com': 'google',
  'openrouter.ai': 'openrouter',
  'api.groq.com': 'groq',
  'api.deepseek.com': 'deepseek',
  'api.mistral.ai': 'mistral',
  'api.x.ai': 'x-ai',
  'api.cohere.com': 'cohere',
  'api.cohere.ai': 'cohere',
  'api.cerebras.ai': 'cerebras',
  'api.fireworks.ai': 'fireworks',
  'api.together.xyz': 'together',
  'api.together.ai': 'together',
  'api.perplexity.ai': 'perplexity',
  'api.moonshot.ai': 'moonshotai',
  'api.minimax.io': 'minimax',
  'api.novita.ai': 'novita',
  'api.z.ai': 'zai',
  'open.bigmodel.cn': 'zhipuai',
  'oai.endpoints.kepler.ai.cloud.ovh.net': 'ovhcloud',
};

/** Owners who give every customer or region a host of its own. */
const HOST_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^[a-z0-9-]+-aiplatform\.googleapis\.com$/, 'google'],
  [/^[a-z0-9-]+\.(?:openai|services\.ai|cognitiveservices)\.azure\.com$/, 'azure'],
  [/^bedrock-runtime\.[a-z0-9-]+\.amazonaws\.com$/, 'aws'],
];

/** Hugging Face passes calls on to others, each with prices of its own: `router.huggingface.co/groq/…`. */
const ROUTER = 'router.huggingface.co';

/**
 * What the price table calls the owner of an address; `null`: nobody there has a published price. The address may be a
 * host, a URL, or a line in which a URL stands.
 */
export function providerIdOf(address: string): string | null {
  const url = URL.parse(/https?:\/\/\S+/.exec(address)?.[0] ?? `https://${address.trim()}`);
  if (url === null) return null;
  const host = url.hostname.toLowerCase();
  if (host === ROUTER) return `huggingface_${url.pathname.split('/')[1] ?? ''}`;
  if (Object.hasOwn(HOSTS, host)) return HOSTS[host] ?? null;
  return HOST_PATTERNS.find(([pattern]) => pattern.test(host))?.[1] ?? null;
}
