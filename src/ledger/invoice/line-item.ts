const TIER = /^[a-z ]{1,30} \| /i;

/**
 * What OpenAI calls a line: `gpt-5-mini-2025-08-07, cached input`, `priority | gpt-5.6, output, long context`,
 * `gpt-audio-mini audio, input`; also things that are no model's: `web search tool calls`.
 */
export function readLineItem(item: string): { readonly model: string | null; readonly kind: string | null } {
  const text = item.trim();
  if (text === '') return { model: null, kind: null };
  const [head = '', ...rest] = text.replace(TIER, '').split(',');
  const [model = '', ...modality] = head.trim().split(/\s+/);
  if (rest.length === 0 && modality.length > 0) return { model: null, kind: text };
  const kind = [...modality, ...rest.map((each) => each.trim())].join(' ');
  return { model, kind: kind === '' ? null : kind };
}
