/** Who wants to be told of something. */
export interface Subscriptions<T> {
  /** Returns what ends the subscription. */
  subscribe(listener: (news: T) => void): () => void;
  tell(news: T): void;
}

export function createSubscriptions<T>(): Subscriptions<T> {
  const listeners = new Set<(news: T) => void>();
  return {
    subscribe(listener) {
      // A function of its own, so that who subscribes twice is told twice and ends each by itself.
      const own = (news: T): void => listener(news);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    tell(news) {
      // One listener's error does not keep the news from the others.
      const errors: unknown[] = [];
      for (const listener of [...listeners]) {
        try {
          listener(news);
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors);
    },
  };
}
