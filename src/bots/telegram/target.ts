/** Telegram's number for a forum's General topic, which it refuses to be told. */
const GENERAL = 1;

/** The parameter that sends a message into a topic; none for the chat itself and for its General topic. */
export function topicOf(thread: string | number | null): { message_thread_id?: number } {
  const topic = thread === null ? GENERAL : Number(thread);
  return topic === GENERAL ? {} : { message_thread_id: topic };
}
