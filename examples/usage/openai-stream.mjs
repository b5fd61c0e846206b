import OpenAI from 'openai';

/** Never throws and takes two seconds at most: without Pithead the program goes on. */
const report = ({ id, model, usage }, more) =>
  fetch(`${process.env.PITHEAD_URL}/v1/usage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.PITHEAD_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id, provider: 'openai', model, usage, ...more }),
    signal: AbortSignal.timeout(2000),
  })
    .then((answer) => answer.ok || console.warn(`usage not reported: ${answer.status}`))
    .catch((error) => console.warn(`usage not reported: ${error.message}`));

const asked = performance.now();
let last = null;
try {
  const stream = await new OpenAI().chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Say hello.' }],
    stream: true,
    stream_options: { include_usage: true }, // Without it OpenAI sends no usage.
  });
  for await (const chunk of stream) {
    last = chunk; // The usage comes with the last; a stream that breaks off has none, and is reported all the same.
    process.stdout.write(chunk.choices[0]?.delta.content ?? '');
  }
} finally {
  const more = { latencyMs: performance.now() - asked, trigger: { kind: 'chat', id: 'room-7' } };
  if (last) await report(last, more);
}
