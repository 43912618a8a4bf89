// Hono itself, node-cron and Handlebars by way of others: the app cannot even name those. It knows nothing of the agent.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { render } from 'pages';
import { every } from 'scheduler';

const app = new Hono();
app.get('/items/:id', (context) => context.json({ id: context.req.param('id') }));
app.get('/view', (context) => context.html(render({ name: 'Ann' })));
app.get('/swept', async (context) => {
  await every('* * * * * *');
  return context.text('swept');
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(`listening ${port}`));
