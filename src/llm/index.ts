import { anthropic } from './anthropic.ts';
import type { ModelApi } from './api.ts';
import { openai } from './openai.ts';

export type { LlmDeps, ModelApi } from './api.ts';

/** Every API that models are asked by. */
export const APIS = [openai, anthropic] as const satisfies readonly ModelApi[];
