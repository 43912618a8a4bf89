// Three jobs, each run once: by its schedule, by hand, and with an error that the job catches.
module.exports = async ({ Cron }) => {
  const ran = (start) => new Promise((resolve) => start(resolve));
  await ran((done) => {
    const job = new Cron(
      '* * * * * *',
      { name: 'sweep carts', maxRuns: 1, context: 'carts' },
      function (self, what) {
        console.log(this === self, self.name, what);
        job.stop();
        done();
      },
    );
  });
  const byHand = new Cron('0 4 * * *', { paused: true });
  byHand.schedule(async function importAll() {
    console.log('imported');
  });
  await byHand.trigger();
  byHand.stop();
  const caught = [];
  const failing = new Cron('0 5 * * *', { catch: (error) => caught.push(error.message) }, () => {
    throw new Error('the printer is on fire');
  });
  await failing.trigger();
  failing.stop();
  console.log(caught.join());
};
