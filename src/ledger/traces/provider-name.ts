import { textOf } from './attributes.ts';
import type { Attributes } from './attributes.ts';

/**
 * Names that instrumentations give a provider, by what the price table and most configurations call it. Of
 * `gen_ai.provider.name` and its forerunner `gen_ai.system`
 * (https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/), and of the AI SDK's providers.
 */
const NAMES: Readonly<Record<string, string>> = {
  'aws.bedrock': 'aws',
  'amazon-bedrock': 'aws',
  'azure.ai.openai': 'azure',
  'azure.ai.inference': 'azure',
  'az.ai.openai': 'azure',
  'az.ai.inference': 'azure',
  'azure-openai': 'azure',
  'gcp.gemini': 'google',
  'gcp.gen_ai': 'google',
  'gcp.vertex_ai': 'google',
  gemini: 'google',
  vertex_ai: 'google',
  'google.generative-ai': 'google',
  'google.vertex': 'google',
  mistral_ai: 'mistral',
  mistralai: 'mistral',
  x_ai: 'x-ai',
  xai: 'x-ai',
};

/** The AI SDK names a provider by what of it is called, too: `openai.responses`. */
const PART = /\.(?:chat|completion|responses|messages|embedding|text-embedding)$/;

/** Who was called, in lower case; `unknown`: the span does not say. */
export function providerOf(attributes: Attributes): string {
  const said = textOf(attributes, 'gen_ai.provider.name', 'gen_ai.system');
  if (said === null) return 'unknown';
  const name = said.toLowerCase().replace(PART, '');
  return Object.hasOwn(NAMES, name) ? (NAMES[name] ?? name) : name;
}
