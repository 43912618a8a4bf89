// Templates rendered without a framework, in every way that the engines have; the app knows nothing of the agent.
const http = require('node:http');
const path = require('node:path');
const { promisify } = require('node:util');
const ejs = require('ejs');
const handlebars = require('handlebars');
const nunjucks = require('nunjucks');
const pug = require('pug');

const views = path.join(__dirname, 'views');
const file = (name) => path.join(views, name);
const name = 'Ann <b>';
const environment = nunjucks.configure(views, { noCache: true });
const own = handlebars.create();
own.registerPartial('inner', own.compile('{{name}}!'));
const greeting = own.compile('Hello {{> inner}}');
const page = pug.compileFile(file('hello.pug'));

const routes = {
  '/ejs': async () => [
    ejs.render('Hello <%= name %>', { name }),
    await ejs.renderFile(file('hello.ejs'), { name }),
    await promisify(ejs.renderFile)(file('hello.ejs'), { name }),
  ],
  '/ejs-error': () => ejs.renderFile(file('hello.ejs'), {}).catch((error) => error.name),
  '/pug': async () => [
    page({ name }),
    pug.render('p Hello #{name}', { name }),
    await promisify(pug.renderFile)(file('hello.pug'), { name }),
  ],
  '/handlebars': async () => [greeting({ name }), handlebars.compile('Hello {{name}}')({ name })],
  '/nunjucks': async () => [
    environment.render('hello.njk', { name }),
    nunjucks.renderString('Hello {{ name }}', { name }),
    await promisify(environment.render.bind(environment))('hello.njk', { name }),
  ],
};

const server = http.createServer(async (request, response) => {
  try {
    response.end(JSON.stringify(await routes[request.url]()));
  } catch (error) {
    response.statusCode = 500;
    response.end(error.stack);
  }
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
