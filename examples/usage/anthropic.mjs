import Anthropic from '@anthropic-ai/sdk';

/** Never throws and takes two seconds at most: without Pithead the program goes on. */
const report = ({ id, model, usage }, more) =>
  fetch(`${process.env.PITHEAD_URL}/v1/usage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.PITHEAD_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id, provider: 'anthropic', model, usage, ...more }),
    signal: AbortSignal.timeout(2000),
  })
    .then((answer) => answer.ok || console.warn(`usage not reported: ${answer.status}`))
    .catch((error) => console.warn(`usage not reported: ${error.message}`));

const asked = performance.now();
const message = await new Anthropic().messages
  .stream({ model: 'claude-haiku-4-5', max_tokens: 64, messages: [{ role: 'user', content: 'Say hello.' }] })
  .finalMessage(); // `messages.create` gives the same fields.
await report(message, { latencyMs: performance.now() - asked, trigger: { kind: 'webhook', id: 'evt_1' } });

console.log(message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''));
