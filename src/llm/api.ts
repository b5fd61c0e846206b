import type { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import type { ModelProvider } from '../core/model.ts';

/** What the program lends to every provider. */
export interface LlmDeps {
  readonly clock: Clock;
  /** A text file's content; a relative path is relative to the configuration file. Throws where it can't be read. */
  readonly readFile: (path: string) => string;
}

/** The schema of a `providers` entry: a strict object with its `api` as a literal. */
export type ProviderSchema = z.ZodObject<{ api: z.ZodLiteral<string> }, z.core.$strict>;

/** One API that models are asked by: one file, one line in `index.ts`. */
export interface ModelApi<Schema extends ProviderSchema = ProviderSchema> {
  readonly api: string;
  readonly schema: Schema;
  /** Loads the SDK; awaited before the program takes requests, because loading holds all else up. */
  load(): Promise<unknown>;
  /** `name` is the key under `providers`. Reaches no network; throws where the entry can't work, a bad `ca` say. */
  create(name: string, entry: z.infer<Schema>, deps: LlmDeps): ModelProvider;
}
