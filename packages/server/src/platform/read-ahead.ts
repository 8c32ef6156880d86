/**
 * Reads one thing after the other, while those before are worked on: up to so many at once. What it yields is in the order of
 * the items. An item whose turn never comes may be read for nothing.
 */
export async function* readAhead<Item, Content>(
  items: Iterable<Item>,
  read: (item: Item) => Promise<Content>,
  atOnce: number,
): AsyncGenerator<readonly [Item, Content], void, undefined> {
  const iterator = items[Symbol.iterator]();
  const underWay: { readonly item: Item; readonly content: Promise<Content> }[] = [];
  const fill = (): void => {
    while (underWay.length < atOnce) {
      const { value: item, done } = iterator.next();
      if (done === true) return;
      const content = read(item);
      // An error shows where its turn has come; who stops before has no use for it.
      content.catch(() => {});
      underWay.push({ item, content });
    }
  };
  for (;;) {
    fill();
    const next = underWay.shift();
    if (next === undefined) return;
    const content = await next.content;
    // Before the content is worked on, which may hold the thread.
    fill();
    yield [next.item, content];
  }
}
