import type { ModelInfo, Provider } from '@pydantic/genai-prices';
import { findModel, LONGEST_NAME } from './find-model.ts';

/** The table's entry for a model of a provider, by the table's name for that; `null`: it has none. */
export type ModelOf = (providerId: string, model: string) => ModelInfo | null;

/** Answers that are kept, so that the next call of the same model need not search; then it begins anew. */
const MOST_ANSWERS = 1000;

/** `find`: the table's provider by its name. */
export function modelTable(find: (providerId: string) => Provider | undefined): ModelOf {
  const answers = new Map<string, ModelInfo | null>();
  return (providerId, model) => {
    if (model.length > LONGEST_NAME) return null;
    const key = `${providerId} ${model}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const found = findModel(sellersOf(providerId, find), model);
    if (answers.size >= MOST_ANSWERS) answers.clear();
    answers.set(key, found);
    return found;
  };
}

/** A provider, and those whose models it sells at their prices (Azure: OpenAI's); empty where the table has none. */
function sellersOf(
  providerId: string,
  find: (providerId: string) => Provider | undefined,
): readonly Provider[] {
  const own = find(providerId);
  // The package looks for one that is like it where it does not know the name.
  if (own?.id !== providerId) return [];
  return [own, ...(own.fallback_model_providers ?? []).flatMap((other) => find(other) ?? [])];
}
