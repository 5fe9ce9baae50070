import com.google.cloud.aiplatform.v1.Schedule;
import com.google.cloud.dataproc.v1.Batch;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Requests are what Google's own message classes read, and broken copies are not: java CheckMessages.java FOLDER */
public final class CheckMessages {

  private record Broken(String file, String right, String wrong, String message) {}

  private static final List<Broken> BROKEN =
      List.of(
          new Broken("run-all.json", "mainClass", "mainKlass", "mainKlass"),
          new Broken("run-all.json", "jarFileUris", "jars", "jars"),
          new Broken("run-all.json", "\"args\"", "\"arguments\"", "arguments"),
          new Broken("run-all.json", "subnetworkUri", "subnet", "subnet"),
          new Broken("embed-gpu.json", "containerImage", "image", "image"),
          new Broken("embed-gpu.json", "runtimeConfig", "runtime", "runtime"),
          new Broken("schedule.json", "\"cron\"", "\"crontab\"", "crontab"),
          new Broken("schedule.json", "\"1\"", "\"one\"", "one"),
          new Broken("schedule.json", "POLICY_FAIL_FAST", "POLICY_FAST", "POLICY_FAST"),
          new Broken("schedule.json", "pipelineJob\"", "job\"", "job"),
          new Broken("schedule.json", "parameterValues", "parameter_value", "parameter_value"));

  private static boolean failed;

  private CheckMessages() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        String problem = problem(file.getFileName().toString(), Files.readString(file));
        line(problem.isEmpty(), file.getFileName() + " is what Google reads", problem);
      }
    }
    for (Broken broken : BROKEN) {
      String text = Files.readString(folder.resolve(broken.file()));
      String problem = problem(broken.file(), text.replace(broken.right(), broken.wrong()));
      boolean caught = text.contains(broken.right()) && problem.contains(broken.message());
      line(caught, "caught: " + broken.wrong() + " in " + broken.file(), problem);
    }
    System.exit(failed ? 1 : 0);
  }

  private static String problem(String file, String text) {
    Message.Builder message = file.equals("schedule.json") ? Schedule.newBuilder() : Batch.newBuilder();
    try {
      JsonFormat.parser().merge(text, message);
      return "";
    } catch (InvalidProtocolBufferException e) {
      return e.getMessage();
    }
  }

  private static void line(boolean well, String what, String problem) {
    System.out.println((well ? "ok  " : "FAIL") + " dataproc: " + what + (well ? "" : " (" + problem + ")"));
    failed |= !well;
  }
}
