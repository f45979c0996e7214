/** What every contender sends. */
export const request = {
  model: 'bench/text',
  messages: [
    { role: /** @type {const} */ ('system'), content: 'You answer in one short paragraph.' },
    { role: /** @type {const} */ ('user'), content: 'What is a circuit breaker for? '.repeat(20) },
  ],
};

/** The same as those send it who write no JSON of their own. */
export const requestText = JSON.stringify(request);

/** What the server answers, made up for this benchmark. */
export const answerText = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1_767_225_600,
  model: 'bench/text',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'It stops calls to what is known to fail. '.repeat(20),
      },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 150, completion_tokens: 200, total_tokens: 350 },
});
