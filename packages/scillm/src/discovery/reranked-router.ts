import type { CallContext, CallOptions, ChatRequest, Clock } from '@scillm/core';
import type { Router } from '@scillm/router';

/** A router and when what it was made from was true. */
interface RankedRouter {
  readonly router: Router;
  readonly atMs: number;
}

/** What a new ranking comes to. */
export interface Reranking {
  /** Absent where the ranking is the same as before. */
  readonly router?: Router;
  readonly atMs: number;
}

/** Options of {@link rerankedRouter}. */
export interface RerankedRouterOptions {
  readonly first: RankedRouter;
  /** Ranks anew. What it rejects with is not told to anybody. */
  readonly rerank: () => Promise<Reranking>;
  /** How long a ranking counts as fresh. */
  readonly ttlMs: number;
  readonly clock: Clock;
}

/**
 * A router that goes on with a new ranking once the old one is out of date. A call that finds it so
 * starts the ranking and does not wait for it; calls under way end where they began. What fails
 * changes nothing and is tried again after as long.
 */
export function rerankedRouter({ first, rerank, ttlMs, clock }: RerankedRouterOptions): Router {
  let { router, atMs } = first;
  let isRanking = false;
  let isClosed = false;

  const renew = async (): Promise<void> => {
    const startedMs = clock.now();
    const next: Reranking = await rerank().catch(() => ({ atMs: startedMs }));
    isRanking = false;
    atMs = next.atMs;
    router = next.router ?? router;
    if (isClosed) router.close();
  };

  const current = (): Router => {
    if (!isRanking && !isClosed && clock.now() - atMs >= ttlMs) {
      isRanking = true;
      void renew();
    }
    return router;
  };

  type Given = CallOptions | CallContext;
  return {
    id: router.id,
    routes: router.routes,
    complete: (request: ChatRequest, given?: Given) => current().complete(request, given),
    stream: (request: ChatRequest, given?: Given) => current().stream(request, given),
    explain: (request, given) => router.explain(request, given),
    snapshot: () => router.snapshot(),
    close() {
      isClosed = true;
      router.close();
    },
  };
}
