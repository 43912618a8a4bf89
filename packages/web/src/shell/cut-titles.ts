/** Titles that were given here: they follow the text when it changes, and go when it fits. */
const given = new WeakSet<HTMLElement>();
const MAX_TITLE = 2_000;

/**
 * Text that is cut off with an ellipsis is told in full under the pointer, on every page, also where a page did not
 * think of it: names of senders may be of any length.
 */
export function startCutTitles(): void {
  document.addEventListener('pointerover', ({ target }) => {
    for (let each = target instanceof Element ? target : null; each !== null; each = each.parentElement) {
      if (!(each instanceof HTMLElement)) continue;
      if (each.title !== '' && !given.has(each)) return;
      if (!isCut(each)) {
        if (given.delete(each)) each.removeAttribute('title');
        continue;
      }
      each.title = (each.textContent ?? '').trim().slice(0, MAX_TITLE);
      given.add(each);
      return;
    }
  });
}

const isCut = (element: HTMLElement): boolean =>
  element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).textOverflow === 'ellipsis';
