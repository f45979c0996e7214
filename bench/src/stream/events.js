/** Pieces of text in one answer. */
export const PIECES = 256;

const WORDS = ['It ', 'stops ', 'calls ', 'to ', 'what ', 'is ', 'known ', 'to ', 'fail. '];
const pieces = Array.from({ length: PIECES }, (_, at) => WORDS[at % WORDS.length] ?? '');

/** What every contender must have read, made up for this benchmark. */
export const answerText = pieces.join('');

const envelope = {
  id: 'chatcmpl-bench',
  object: 'chat.completion.chunk',
  created: 1_767_225_600,
  model: 'bench/text',
  service_tier: 'default',
  system_fingerprint: 'fp_bench',
};

/**
 * @param {object} delta
 * @param {string | null} finish_reason
 */
function chunk(delta, finish_reason = null) {
  return {
    ...envelope,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    usage: null,
  };
}

const usage = { prompt_tokens: 150, completion_tokens: PIECES, total_tokens: 150 + PIECES };

/** The events of one stream. */
export const events = [
  chunk({ role: 'assistant', content: '', refusal: null }),
  ...pieces.map((content) => chunk({ content })),
  chunk({}, 'stop'),
  { ...envelope, choices: [], usage },
]
  .map((data) => `data: ${JSON.stringify(data)}\n\n`)
  .concat('data: [DONE]\n\n');
