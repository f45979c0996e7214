/** Whole answers, some of them in odd clothes. Each says {@link ContractPeer.text} unless it says otherwise. */
export type GoodScenario =
  /** A plain answer with usage; streamed: role, text in pieces, finish, usage, the wire's own end. */
  | 'answer'
  | 'no_usage'
  /** Two counts, the second one right. */
  | 'usage_twice'
  /** One call of the tool `look_up` with the arguments `{"city":"Köln"}`, streamed in pieces. */
  | 'tool_call'
  /** Two calls of it, for `Köln` and `Wien`; streamed: their pieces in turn, under an index each. */
  | 'tool_calls_mixed'
  /** A call without arguments, as of a tool without parameters. */
  | 'tool_call_bare'
  /** A stream was asked for; the whole answer comes as JSON. */
  | 'json_for_stream'
  | 'line_ends_lf'
  | 'line_ends_cr'
  | 'line_ends_crlf'
  /** A short stream in two writes, cut after byte `at`. */
  | 'split_at'
  /** Every byte of the stream a write of its own. */
  | 'split_bytes'
  | 'byte_order_mark'
  /** Events whose JSON is spread over several `data:` lines. */
  | 'data_lines'
  /** Comments, ids, unknown fields, and fields without the blank after the colon. */
  | 'comments_and_fields'
  /** The last event, which holds the usage, has no blank line after it. */
  | 'no_last_blank_line'
  /** Events with an empty list of choices in between, and a padded end mark. */
  | 'empty_choices'
  | 'malformed_few'
  | 'duplicate_finish'
  /** The stream ends after its finish reason, without the wire's own end mark. */
  | 'no_end_mark'
  /** After the finish reason nothing comes, and the connection stays open. */
  | 'finish_then_open'
  /** After the end mark the connection stays open. */
  | 'end_mark_then_open';

/** Answers that fail by status or by what they hold. */
export type RefusingScenario =
  /** 429 that asks for 2 s, each in another form. */
  | 'retry_after_seconds'
  | 'retry_after_ms'
  | 'retry_after_http_date'
  | 'retry_after_iso_date'
  | 'spent_counters'
  | 'rate_limit'
  | 'unavailable_503'
  | 'overloaded_529'
  | 'capacity_500'
  | 'server_error_500'
  | 'quota_402'
  | 'quota_429'
  | 'unauthorized_401'
  | 'forbidden_403'
  | 'no_model_404'
  | 'context_length'
  | 'content_filter_400'
  /** A finished answer whose finish reason is the filter. */
  | 'content_filter_finish'
  /** 400 and 422 that name a feature of the request. */
  | 'feature_400'
  | 'feature_422'
  | 'invalid_400'
  /** To a server of its own, which must never be asked. */
  | 'redirect'
  /** 200 with an error of code 429 and no answer. */
  | 'error_in_200'
  | 'html'
  | 'empty_body'
  | 'empty_answer'
  | 'reset'
  | 'content_length_long'
  | 'content_length_short'
  | 'compressed_garbage'
  /** A plain answer, or an event of a stream, that does not stop before 72 MiB. */
  | 'oversized';

/** Answers that fall silent, and streams that are not whole. */
export type BrokenScenario =
  /** No headers ever. */
  | 'hang'
  /** Plain: half of the body, then silence. Streamed: headers and a role, then silence. */
  | 'stall_in_body'
  /** Streams only, from here on. The first piece of text, then silence. */
  | 'stall_after_text'
  | 'cut_before_text'
  | 'cut_after_text'
  /** Comments for ever. */
  | 'comments_only'
  | 'reasoning_then_silence'
  /** Text for ever, a piece every few milliseconds. */
  | 'drip'
  | 'malformed_many'
  | 'malformed_in_tool_call'
  /** The connection ends in the arguments of a tool call. */
  | 'cut_in_tool_call'
  /** Finish reason and end mark come although the arguments of a tool call are not whole. */
  | 'tool_arguments_cut'
  /** The same, because the token limit was met. */
  | 'tool_arguments_length'
  | 'no_finish'
  | 'end_mark_without_finish'
  | 'error_event'
  | 'error_before_text'
  | 'error_after_text';

/** Everything a {@link ContractPeer} can be asked to play. */
export type ContractScenario = GoodScenario | RefusingScenario | BrokenScenario;
