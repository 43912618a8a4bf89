// What a process manager puts in front of an app.
require(process.env.pm_exec_path);
