/** Events per second: one decimal below ten, thousands with commas. */
export const formatRate = (perSecond: number): string =>
  perSecond < 10
    ? perSecond.toLocaleString('en-US', { maximumFractionDigits: 1 })
    : Math.round(perSecond).toLocaleString('en-US');

export const formatCount = (count: number): string => count.toLocaleString('en-US');
