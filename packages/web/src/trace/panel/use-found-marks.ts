import { type RefObject, useEffect } from 'react';
import { wordsOf } from '../layout/find-spans.ts';

/** Named in `trace-panel.css`. */
const NAME = 'trace-found';
/** A panel with more of them says nothing by its marks. */
const MAX_MARKS = 500;

/**
 * Marks what the search inside the trace has found wherever the panel says it: a span may have been found by any attribute, event
 * or log record of it. Marks of the browser's own, so that no list needs to know of the search.
 */
export function useFoundMarks(panel: RefObject<HTMLElement | null>, isOpen: boolean, search: string): void {
  useEffect(() => {
    const element = panel.current;
    const words = wordsOf(search);
    if (!isOpen || element === null || words.length === 0 || !('highlights' in CSS)) return;
    const mark = () => CSS.highlights.set(NAME, new Highlight(...rangesOf(element, words)));
    mark();
    // What is known of the span comes later, and values open.
    const observer = new MutationObserver(mark);
    observer.observe(element, { subtree: true, childList: true, characterData: true });
    return () => {
      observer.disconnect();
      CSS.highlights.delete(NAME);
    };
  }, [panel, isOpen, search]);
}

function rangesOf(element: HTMLElement, words: readonly string[]): Range[] {
  const ranges: Range[] = [];
  // `key=value` stands in two elements.
  const parts = words.flatMap((word) => {
    const at = word.indexOf('=');
    return at === -1 ? [word] : [word, word.slice(0, at), word.slice(at + 1)].filter((part) => part !== '');
  });
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const text = node.textContent ?? '';
    const lower = text.toLowerCase();
    // A few letters become longer when they are made small, and then no place is known.
    if (lower.length !== text.length) continue;
    for (const part of parts) {
      for (let at = lower.indexOf(part); at !== -1; at = lower.indexOf(part, at + part.length)) {
        if (ranges.length >= MAX_MARKS) return ranges;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + part.length);
        ranges.push(range);
      }
    }
  }
  return ranges;
}
