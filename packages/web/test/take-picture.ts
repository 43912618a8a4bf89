import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** Good enough for text; pictures are part of the repository, and a PNG of the same page has three times the bytes. */
const QUALITY = 0.82;

/** What the page shows as a WebP file. The browser encodes it, on a page of its own: the app's policy would not let it. */
export async function takePicture(page: Page, file: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const encoder = await page.context().newPage();
  try {
    const webp = await encoder.evaluate(
      async ({ source, quality }) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        canvas.getContext('2d')!.drawImage(image, 0, 0);
        return canvas.toDataURL('image/webp', quality);
      },
      { source: `data:image/png;base64,${png.toString('base64')}`, quality: QUALITY },
    );
    await writeFile(file, Buffer.from(webp.slice(webp.indexOf(',') + 1), 'base64'));
  } finally {
    await encoder.close();
  }
}
