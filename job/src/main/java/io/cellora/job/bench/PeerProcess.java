package io.cellora.job.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Python at work: loads its libraries once, then answers requests, a line each. */
public final class PeerProcess implements AutoCloseable {

  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final Path log;
  private final Map<String, String> versions = new LinkedHashMap<>();

  private PeerProcess(Process process, Path log) {
    this.process = process;
    this.requests = process.outputWriter();
    this.answers = process.inputReader();
    this.log = log;
  }

  /** What a run took. */
  public record Run(long cells, double seconds) {}

  /**
   * @param options of the kit's script
   */
  public static PeerProcess start(Path python, PeerKit kit, Path work, List<String> options) {
    Path log = work.resolve("peer.log");
    List<String> command = new ArrayList<>();
    command.add(python.toString());
    PeerFiles.copy(PeerKit.SHARED, work);
    command.add(PeerFiles.copy(kit.script(), work).toString());
    command.add("--serve");
    command.addAll(options);
    try {
      Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      PeerProcess peer = new PeerProcess(process, log);
      try {
        JsonNode versions = peer.answer().path("versions");
        versions
            .fields()
            .forEachRemaining(e -> peer.versions.put(e.getKey(), e.getValue().asText()));
        return peer;
      } catch (RuntimeException e) {
        peer.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start the peer (" + e.getMessage() + ")", e);
    }
  }

  /** Versions of Python and of the libraries by their names. */
  public Map<String, String> versions() {
    return versions;
  }

  /** Does what the script is for once. */
  public Run run() {
    JsonNode answer = ask("run");
    return new Run(answer.path("cells").asLong(), answer.path("seconds").asDouble());
  }

  /** Answers the rows that the last run made of each {@code every}-th cell. */
  public float[][] rows(int every, Path file) {
    JsonNode answer = ask("write " + every + " " + file);
    int columns = answer.path("columns").asInt();
    float[][] rows = new float[answer.path("rows").asInt()][columns];
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      for (float[] row : rows) {
        bytes.asFloatBuffer().get(row);
        bytes.position(bytes.position() + Float.BYTES * columns);
      }
      return rows;
    } catch (IOException | BufferUnderflowException e) {
      throw failed(new IOException("what it wrote cannot be read: " + file, e));
    }
  }

  /** Takes the next steps of its plan. */
  public PeerTraining train(int steps) {
    return PeerTraining.of(ask("train " + steps));
  }

  /** Forgets the steps that it took. */
  public void restart() {
    ask("restart");
  }

  private JsonNode ask(String request) {
    try {
      requests.write(request + "\n");
      requests.flush();
    } catch (IOException e) {
      throw failed(e);
    }
    return answer();
  }

  private JsonNode answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new IOException("it ended");
      }
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException(
        "Cannot run the peer (" + e.getMessage() + "; it said: " + lastLine() + ")", e);
  }

  private String lastLine() {
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> !line.isBlank()).reduce("nothing", (a, b) -> b).strip();
    } catch (IOException | UncheckedIOException e) {
      return "nothing";
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
