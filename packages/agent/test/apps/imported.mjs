// Hono, node-cron and EJS as real ES modules; the app knows nothing of the agent.
import { serve } from '@hono/node-server';
import ejs from 'ejs';
import { Hono } from 'hono';
import cron, { schedule } from 'node-cron';

const app = new Hono();
app.get('/items/:id', (context) => context.json({ id: context.req.param('id') }));
app.get('/view', (context) => context.html(ejs.render('Hello <%= name %>', { name: 'Ann' })));
app.get('/fails', () => {
  throw new Error('the printer is on fire');
});
app.onError((_error, context) => context.text('broken', 500));
const once = (start) =>
  new Promise((resolve) => {
    const task = start('* * * * * *', function sweep() {
      resolve(task.stop());
    });
  });
app.get('/swept', async (context) => {
  await Promise.all([once(schedule), once(cron.schedule)]);
  return context.text('swept');
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(`listening ${port}`));
