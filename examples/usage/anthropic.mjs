import Anthropic from '@anthropic-ai/sdk';

const anthropic = new Anthropic();
const asked = performance.now();
const { id, model, usage, content } = await anthropic.messages
  .stream({ model: 'claude-haiku-4-5', max_tokens: 64, messages: [{ role: 'user', content: 'Say hello.' }] })
  .finalMessage(); // `messages.create` gives the same fields.

const trigger = { kind: 'webhook', id: 'evt_1' };
const record = { id, provider: 'anthropic', model, usage, latencyMs: performance.now() - asked, trigger };
await fetch(`${process.env.PITHEAD_URL}/v1/usage`, {
  method: 'POST',
  headers: { authorization: `Bearer ${process.env.PITHEAD_KEY}`, 'content-type': 'application/json' },
  body: JSON.stringify(record),
  signal: AbortSignal.timeout(2000),
})
  .then((answer) => answer.ok || console.warn(`usage not reported: ${answer.status}`))
  .catch((error) => console.warn(`usage not reported: ${error.message}`));

console.log(content.map((block) => (block.type === 'text' ? block.text : '')).join(''));
