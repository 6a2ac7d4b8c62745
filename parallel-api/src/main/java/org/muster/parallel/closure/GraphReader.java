package org.muster.parallel.closure;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// Reads one graph, with the classes of one loader.
final class GraphReader extends ObjectInputStream {

  private static final @Nullable ClassLoader OURS = GraphReader.class.getClassLoader();

  private final ClassLoader loader;
  private final ArraySource arrays;

  GraphReader(InputStream in, ClassLoader loader, ArraySource arrays) throws IOException {
    super(in);
    this.loader = loader;
    this.arrays = arrays;
    enableResolveObject(true);
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description)
      throws IOException, ClassNotFoundException {
    Class<?> primitive = Class.forPrimitiveName(description.getName());
    return primitive != null ? primitive : find(description.getName());
  }

  private Class<?> find(String name) throws ClassNotFoundException {
    try {
      // Class.forName makes the JVM keep a class of another loader as long as this one
      return name.charAt(0) == '[' ? Class.forName(name, false, loader) : loader.loadClass(name);
    } catch (ClassNotFoundException e) {
      return Class.forName(name, false, OURS);
    }
  }

  @Override
  protected Object resolveObject(Object object) {
    return object instanceof ArrayRef ref ? arrays.array(ref) : object;
  }

  @Override
  protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
    Class<?>[] interfaces = new Class<?>[names.length];
    for (int i = 0; i < names.length; i++) {
      interfaces[i] = find(names[i]);
    }
    Object instance = Proxy.newProxyInstance(loader, interfaces, (_, _, _) -> null);
    return instance.getClass();
  }
}
