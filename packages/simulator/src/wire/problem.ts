/** Why a request is refused, before a surface gives it the shape its service uses. */
export interface Problem {
  /** The HTTP status. */
  readonly status: number;
  /** What a person reads. Never holds a key or a prompt. */
  readonly message: string;
  /** OpenAI's `error.type`. */
  readonly type: string;
  /** OpenAI's `error.code`. */
  readonly code: string | null;
  /** The request field at fault, where there is one. */
  readonly param: string | null;
  /** Headers the refusal carries, such as `allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the fault script named the code or the field, so that every shape must show it. */
  readonly isScripted?: boolean;
}

/** A refusal of a request that is itself wrong: status 400 unless another is given. */
export function badRequest(
  message: string,
  fields: { readonly param?: string; readonly code?: string; readonly status?: number } = {},
): Problem {
  const { param = null, code = null, status = 400 } = fields;
  return { status, message, type: 'invalid_request_error', code, param };
}
