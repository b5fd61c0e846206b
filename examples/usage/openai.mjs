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
const answer = await new OpenAI().chat.completions.create({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Say hello.' }],
});
await report(answer, { latencyMs: performance.now() - asked, trigger: { kind: 'cron', id: 'digest' } });

console.log(answer.choices[0]?.message.content);
