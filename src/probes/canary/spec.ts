import { createHash } from 'node:crypto';
import { parseDuration } from '../../core/duration.ts';
import type { Severity } from '../../core/event.ts';
import type { ModelTool } from '../../core/model.ts';
import type { BandSettings } from '../../core/robust.ts';
import type { CompiledAssertion } from '../assertions/index.ts';
import { xLatencyBaseline } from '../assertions/x-latency-baseline.ts';
import type { CanaryEntry, FrontMatter } from './schema.ts';

/** A canary that runs: a prompt, whom it asks, and what must be true of the answer. */
export interface CanarySpec {
  readonly name: string;
  /** Exactly what is sent. */
  readonly prompt: string;
  /** SHA-256 of that, 64 hex digits. */
  readonly promptHash: string;
  readonly system: string | null;
  readonly provider: string;
  readonly model: string;
  readonly schedule: string;
  readonly timeoutMs: number;
  readonly maxTokens: number;
  readonly temperature: number | null;
  readonly tools: readonly ModelTool[];
  readonly severity: Severity;
  readonly to: readonly string[] | null;
  readonly assertions: readonly CompiledAssertion[];
  /** How it is compared with how long it usually takes; `null`: it is not. */
  readonly band: BandSettings | null;
  /** The assertions as they are configured, as one text. */
  readonly assertText: string;
}

const HOURLY = '0 * * * *';
const TIMEOUT_MS = 30_000;
const MAX_TOKENS = 256;

/** A prompt file that is right, with its assertions compiled. */
export interface CanaryPrompt {
  readonly frontMatter: FrontMatter;
  readonly prompt: string;
  readonly assertions: readonly CompiledAssertion[];
}

/** Puts file and configuration together, the configuration first. `null`: nobody says whom to ask. */
export function canarySpec(
  name: string,
  { frontMatter, prompt, assertions }: CanaryPrompt,
  entry: CanaryEntry | null,
): CanarySpec | null {
  const provider = entry?.provider ?? frontMatter.provider;
  const model = entry?.model ?? frontMatter.model;
  if (provider === undefined || model === undefined) return null;
  const timeout = entry?.timeout ?? frontMatter.timeout;
  return {
    name,
    prompt,
    promptHash: createHash('sha256').update(prompt).digest('hex'),
    system: frontMatter.system ?? null,
    provider,
    model,
    schedule: entry?.schedule ?? frontMatter.schedule ?? HOURLY,
    timeoutMs: parseDuration(timeout ?? '') ?? TIMEOUT_MS,
    maxTokens: entry?.maxTokens ?? frontMatter.maxTokens ?? MAX_TOKENS,
    temperature: entry?.temperature ?? frontMatter.temperature ?? null,
    tools: frontMatter.tools,
    severity: entry?.severity ?? frontMatter.severity ?? 'warning',
    to: entry?.to ?? frontMatter.to ?? null,
    assertions,
    band: bandOf(frontMatter.assert),
    assertText: JSON.stringify(frontMatter.assert),
  };
}

function bandOf(assertions: FrontMatter['assert']): BandSettings | null {
  const settings = assertions.map((entry) => xLatencyBaseline.schema.safeParse(entry).data);
  return settings.find((each) => each !== undefined) ?? null;
}
