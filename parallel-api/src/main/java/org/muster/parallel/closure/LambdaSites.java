package org.muster.parallel.closure;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;

/// Makes every lambda of one class serializable, and gives the class the method through which Java
/// makes them again: a short one that leaves the work to [Relinker].
final class LambdaSites {

  private static final String DESERIALIZE = "$deserializeLambda$";
  private static final ClassDesc METAFACTORY = descOf(LambdaMetafactory.class);
  private static final ClassDesc METHOD_HANDLES = descOf(MethodHandles.class);
  private static final ClassDesc LOOKUP = descOf(MethodHandles.Lookup.class);
  private static final ClassDesc SERIALIZED_LAMBDA = descOf(SerializedLambda.class);
  private static final ClassDesc RELINKER = descOf(Relinker.class);
  private static final MethodTypeDesc DESERIALIZE_TYPE =
      MethodTypeDesc.of(ConstantDescs.CD_Object, SERIALIZED_LAMBDA);
  private static final DirectMethodHandleDesc ALT_METAFACTORY =
      ConstantDescs.ofCallsiteBootstrap(
          METAFACTORY,
          "altMetafactory",
          ConstantDescs.CD_CallSite,
          ConstantDescs.CD_Object.arrayType());

  private final List<Extras> extras = new ArrayList<>();
  private final Types types;
  private boolean hasLambdas;

  LambdaSites(Types types) {
    this.types = types;
  }

  private static ClassDesc descOf(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  /// Whether the class mentions anything that [#transform] would change: most types of cells do
  /// not, and keep their bytes.
  static boolean concerns(ClassModel model) {
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof MemberRefEntry ref) {
        boolean isLambda =
            ref.owner().asInternalName().equals("java/lang/invoke/LambdaMetafactory");
        if (isLambda || Twins.mayHave(ref.name().stringValue() + ref.type().stringValue())) {
          return true;
        }
      }
    }
    return false;
  }

  /// To be used once.
  ClassTransform transform() {
    return new ClassTransform() {
      @Override
      public void accept(ClassBuilder builder, ClassElement element) {
        switch (element) {
          case MethodModel method when method.methodName().equalsString(DESERIALIZE) -> {}
          case MethodModel method -> builder.transformMethod(method, (b, e) -> changeMethod(b, e));
          default -> builder.with(element);
        }
      }

      @Override
      public void atEnd(ClassBuilder builder) {
        if (hasLambdas) {
          builder.withMethodBody(
              DESERIALIZE,
              DESERIALIZE_TYPE,
              ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
              LambdaSites.this::deserialize);
        }
      }
    };
  }

  private void changeMethod(MethodBuilder builder, MethodElement element) {
    if (element instanceof CodeModel code) {
      builder.transformCode(code, this::changeCode);
    } else {
      builder.with(element);
    }
  }

  private void changeCode(CodeBuilder builder, CodeElement element) {
    switch (element) {
      case InvokeDynamicInstruction site when site.bootstrapMethod().owner().equals(METAFACTORY) ->
          builder.invokedynamic(serializable(site));
      case InvokeInstruction call -> {
        Twins.Twin twin = Twins.of(call, types);
        if (twin == null) {
          builder.with(call);
        } else {
          builder.invokestatic(twin.owner(), twin.name(), twin.type());
        }
      }
      default -> builder.with(element);
    }
  }

  private DynamicCallSiteDesc serializable(InvokeDynamicInstruction site) {
    hasLambdas = true;
    List<ConstantDesc> old = site.bootstrapArgs();
    List<ConstantDesc> args = new ArrayList<>(old);
    MethodTypeDesc siteType = site.typeSymbol();
    if (args.get(1) instanceof DirectMethodHandleDesc implementation) {
      DirectMethodHandleDesc twin = Twins.handle(implementation, types);
      args.set(1, twin);
      if (!twin.equals(implementation) && siteType.parameterCount() == 1) {
        // `f::andThen` captures `f`: a static method takes it as exactly what the method declares
        MethodTypeDesc twinType = MethodTypeDesc.ofDescriptor(twin.lookupDescriptor());
        siteType = siteType.changeParameterType(0, twinType.parameterType(0));
      }
    }
    if (site.bootstrapMethod().methodName().equals("metafactory")) {
      args.add(LambdaMetafactory.FLAG_SERIALIZABLE);
    } else if (args.get(3) instanceof Integer flags) {
      args.set(3, flags | LambdaMetafactory.FLAG_SERIALIZABLE);
      Extras found = Extras.of(siteType, args);
      if (!found.isEmpty()) {
        extras.add(found);
      }
    }
    return DynamicCallSiteDesc.of(
        ALT_METAFACTORY, site.name().stringValue(), siteType, args.toArray(ConstantDesc[]::new));
  }

  private void deserialize(CodeBuilder code) {
    code.invokestatic(METHOD_HANDLES, "lookup", MethodTypeDesc.of(LOOKUP)).aload(0);
    if (extras.isEmpty()) {
      code.invokestatic(
          RELINKER,
          "relink",
          MethodTypeDesc.of(ConstantDescs.CD_Object, LOOKUP, SERIALIZED_LAMBDA));
    } else {
      code.loadConstant(Extras.toText(extras))
          .invokestatic(
              RELINKER,
              "relink",
              MethodTypeDesc.of(
                  ConstantDescs.CD_Object, LOOKUP, SERIALIZED_LAMBDA, ConstantDescs.CD_String));
    }
    code.areturn();
  }
}
