import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/** Listens on the port that it is given until it is killed. */
public class MongoServer {
  public static void main(String[] args) throws Exception {
    var backend = new MemoryBackend().version(ServerVersion.MONGO_5_0);
    new de.bwaldvogel.mongo.MongoServer(backend).bind("127.0.0.1", Integer.parseInt(args[0]));
    Thread.currentThread().join();
  }
}
