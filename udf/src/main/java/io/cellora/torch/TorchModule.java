package io.cellora.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Stateless methods written in TorchScript text, compiled once. One module serves several threads;
 * a module that returns gradients must not also be used without them.
 */
public final class TorchModule {

  private final String name;
  private final PtSymbolBlock block;

  private TorchModule(String name, PtSymbolBlock block) {
    this.name = name;
    this.block = block;
  }

  /** A part of a module: a resource beside a class, holding methods indented by two spaces. */
  public record Part(Class<?> owner, String resource) {

    String text() {
      try (InputStream in = owner.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException("Cannot find script " + resource + " beside " + owner);
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n";
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read script " + resource, e);
      }
    }
  }

  /**
   * Compiles the parts, in order, to one module.
   *
   * @throws IllegalStateException with torch's own message if the text does not compile
   */
  public static TorchModule compile(String name, Part... parts) {
    StringBuilder methods = new StringBuilder();
    for (Part part : parts) {
      methods.append(part.text());
    }
    return compile(name, methods.toString());
  }

  static TorchModule compile(String name, String methods) {
    PtNDManager manager = (PtNDManager) TorchEngine.manager();
    try (InputStream in = new ByteArrayInputStream(TorchScriptArchive.of(methods))) {
      return new TorchModule(name, JniUtils.loadModule(manager, in, false, false));
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException(
          "Cannot compile TorchScript module " + name + ": " + e.getMessage(), e);
    }
  }

  /** Calls a method without gradients; the results belong to the scope. */
  public List<NativeTensor> call(NativeScope scope, String method, List<NativeTensor> arguments) {
    return run(scope, method, arguments, false);
  }

  /** Calls a method that takes gradients inside; the results belong to the scope. */
  public List<NativeTensor> callWithGradients(
      NativeScope scope, String method, List<NativeTensor> arguments) {
    return run(scope, method, arguments, true);
  }

  private List<NativeTensor> run(
      NativeScope scope, String method, List<NativeTensor> arguments, boolean gradients) {
    TorchEngine.applyThreads();
    JniUtils.setGradMode(gradients);
    JniUtils.setGraphExecutorOptimize(false);
    // First, because results belong to the manager of the first array.
    NDArray selector = scope.manager().create(new Shape(1), DataType.FLOAT32);
    selector.setName("module_method:" + method);
    NDList inputs = new NDList(selector);
    arguments.forEach(argument -> inputs.add(argument.array()));
    try {
      return IValueUtils.forward(block, inputs, gradients).stream().map(NativeTensor::new).toList();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "Cannot run " + name + "." + method + " in torch (" + e.getMessage() + ")", e);
    }
  }
}
