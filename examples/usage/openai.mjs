import OpenAI from 'openai';

const report = (record) =>
  fetch(`${process.env.PITHEAD_URL}/v1/usage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.PITHEAD_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'openai', trigger: { kind: 'cron', id: 'digest' }, ...record }),
    signal: AbortSignal.timeout(2000),
  })
    .then((answer) => answer.ok || console.warn(`usage not reported: ${answer.status}`))
    .catch((error) => console.warn(`usage not reported: ${error.message}`));

const openai = new OpenAI();
const messages = [{ role: 'user', content: 'Say hello.' }];

// Plain.
const asked = performance.now();
const { id, model, usage, choices } = await openai.chat.completions.create({
  model: 'gpt-4o-mini',
  messages,
});
await report({ id, model, usage: usage ?? null, latencyMs: performance.now() - asked });
console.log(choices[0]?.message.content);

// As a stream: without `include_usage` OpenAI sends no usage, and a stream that breaks off never does.
const begun = performance.now();
const options = { model: 'gpt-4o-mini', messages, stream: true, stream_options: { include_usage: true } };
let last = null;
try {
  for await (const chunk of await openai.chat.completions.create(options)) {
    last = chunk;
    process.stdout.write(chunk.choices[0]?.delta.content ?? '');
  }
} finally {
  const latencyMs = performance.now() - begun;
  if (last) await report({ id: last.id, model: last.model, usage: last.usage ?? null, latencyMs });
}
