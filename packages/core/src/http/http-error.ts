import { ChatError } from '../error/chat-error.ts';

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;
const PROTOCOL = /^(?:HPE_|UND_ERR_RES_|UND_ERR_RESPONSE|UND_ERR_HEADERS_OVERFLOW|UND_ERR_INVALID)/;

/** The ChatError of a connection that failed: `network`, or `bad_response` if HTTP itself was broken. */
export function httpError(subject: string, cause: unknown): ChatError {
  if (ChatError.is(cause)) return cause;
  const word = errorWord(cause);
  if (PROTOCOL.test(word)) {
    return new ChatError(
      'bad_response',
      `${subject} sent an answer that is no valid HTTP (${word}). Check that the base URL names an API server.`,
      { reason: 'protocol', cause },
    );
  }
  if (CERTIFICATE.test(word)) {
    return new ChatError(
      'network',
      `${subject} has a certificate that is not trusted (${word}). Check the base URL, or add its CA with NODE_EXTRA_CA_CERTS.`,
      { reason: 'certificate', cause },
    );
  }
  return new ChatError(
    'network',
    `${subject} could not be reached or hung up (${word}). Check the base URL and that the service is up.`,
    { reason: word, cause },
  );
}

/** The code of a system error, of its cause, or of the first of several (one per address tried). */
function errorWord(error: unknown): string {
  const seen = error as { code?: unknown; errors?: unknown; cause?: unknown } | null | undefined;
  if (typeof seen?.code === 'string' && seen.code !== 'UND_ERR_SOCKET') return seen.code;
  if (Array.isArray(seen?.errors) && seen.errors.length > 0) return errorWord(seen.errors[0]);
  if (seen?.cause !== undefined && seen.cause !== error) return errorWord(seen.cause);
  return typeof seen?.code === 'string' ? seen.code : 'unknown';
}
